// The small mistakes that are made in a source: each operator looks at one node of the syntax tree and answers with texts to
// put in the place of the node, or of a part of it.
import ts from 'typescript';

const kind = ts.SyntaxKind;

const swappedOperators = new Map([
  [kind.AmpersandAmpersandToken, ['logic', '||']],
  [kind.BarBarToken, ['logic', '&&']],
  [kind.EqualsEqualsEqualsToken, ['equality', '!==']],
  [kind.ExclamationEqualsEqualsToken, ['equality', '===']],
  [kind.LessThanToken, ['boundary', '<=']],
  [kind.LessThanEqualsToken, ['boundary', '<']],
  [kind.GreaterThanToken, ['boundary', '>=']],
  [kind.GreaterThanEqualsToken, ['boundary', '>']],
  [kind.PlusToken, ['arithmetic', '-']],
  [kind.MinusToken, ['arithmetic', '+']],
  [kind.AsteriskToken, ['arithmetic', '/']],
  [kind.SlashToken, ['arithmetic', '*']],
  [kind.PercentToken, ['arithmetic', '*']],
  [kind.PlusEqualsToken, ['arithmetic', '-=']],
  [kind.MinusEqualsToken, ['arithmetic', '+=']],
]);

const swappedCalls = new Map([
  ['every', 'some'],
  ['some', 'every'],
]);
/** Methods that answer with what they were called on, made smaller or brought into order. */
const droppedCalls = new Set(['toLowerCase', 'toUpperCase', 'trim', 'sort', 'filter', 'slice', 'reverse']);

/** Each: what it is called in the name of a mutant, and what it makes of a node: `[node, replacement]` pairs, often none. */
const operators = {
  negate: (node) => conditionsOf(node).map((condition) => [condition, `!(${condition.getText()})`]),

  logic: (node) => swapped(node, 'logic'),
  equality: (node) => swapped(node, 'equality'),
  boundary: (node) => swapped(node, 'boundary'),
  arithmetic: (node) => (isJoining(node) ? [] : swapped(node, 'arithmetic')),

  return: (node) => {
    const value = returned(node);
    return value === undefined ? [] : otherValues(value, resultTypeOf(node)).map((text) => [value, text]);
  },

  fallback: (node) => {
    if (ts.isBinaryExpression(node) && node.operatorToken.kind === kind.QuestionQuestionToken)
      return [[node, node.left.getText()]];
    return node.questionDotToken === undefined
      ? []
      : [[node.questionDotToken, ts.isPropertyAccessExpression(node) ? '.' : '']];
  },

  statement: (node) =>
    ts.isExpressionStatement(node) && !isCallOfSuper(node.expression) && node.getText().length > 0
      ? [[node, ';']]
      : [],

  call: (node) => {
    const method = methodCalled(node);
    return droppedCalls.has(method) ? [[node, node.expression.expression.getText()]] : [];
  },

  quantifier: (node) => {
    const other = swappedCalls.get(methodCalled(node));
    return other === undefined ? [] : [[node.expression.name, other]];
  },

  boolean: (node) => {
    if (node.kind === kind.TrueKeyword) return [[node, 'false']];
    return node.kind === kind.FalseKeyword ? [[node, 'true']] : [];
  },

  /** Of a text that is put together from several values, such as the key of a map, one is left out. */
  key: (node) =>
    ts.isTemplateExpression(node) && node.templateSpans.length > 1
      ? node.templateSpans.map(({ expression }) => [expression, "''"])
      : [],

  string: (node) => (ts.isStringLiteral(node) && node.text !== '' ? [[node, "''"]] : []),

  number: (node) => {
    if (ts.isBigIntLiteral(node)) return [[node, `${BigInt(node.text.slice(0, -1)) + 1n}n`]];
    if (!ts.isNumericLiteral(node)) return [];
    const value = Number(node.text);
    return [value + 1, value - 1].map((other) => [node, other < 0 ? `(${other})` : String(other)]);
  },
};

export const operatorNames = Object.keys(operators);

/**
 * Every mistake that can be made in a source, in the order of its text.
 *
 * @param text of a TypeScript module
 * @returns for each mistake: operator, line (from 1), the range of characters that goes, and what comes in its place
 */
export function mistakesIn(text, file = 'source.ts') {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true, ts.ScriptKind.TS);
  const found = [];
  const visit = (node) => {
    if (isOnlyForTypes(node)) return;
    for (const operator of operatorNames) {
      for (const [part, replacement] of operators[operator](node)) {
        const start = part.getStart(source);
        const line = source.getLineAndCharacterOfPosition(start).line + 1;
        found.push({ operator, line, start, end: part.getEnd(), replacement });
      }
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

/** What a source is after a mistake. */
export function make({ start, end, replacement }, text) {
  return text.slice(0, start) + replacement + text.slice(end);
}

function isOnlyForTypes(node) {
  return (
    ts.isTypeNode(node) ||
    ts.isInterfaceDeclaration(node) ||
    ts.isTypeAliasDeclaration(node) ||
    ts.isImportDeclaration(node) ||
    ts.isExportDeclaration(node)
  );
}

function conditionsOf(node) {
  if (ts.isIfStatement(node) || ts.isWhileStatement(node) || ts.isDoStatement(node)) return [node.expression];
  return ts.isConditionalExpression(node) ? [node.condition] : [];
}

function swapped(node, operator) {
  if (!ts.isBinaryExpression(node)) return [];
  const [name, text] = swappedOperators.get(node.operatorToken.kind) ?? [];
  return name === operator ? [[node.operatorToken, text]] : [];
}

/** A plus that joins texts; a minus there would make no small mistake. */
function isJoining(node) {
  const isText = (side) => ts.isStringLiteralLike(side) || ts.isTemplateExpression(side);
  return ts.isBinaryExpression(node) && (isText(node.left) || isText(node.right));
}

function methodCalled(node) {
  return ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression)
    ? node.expression.name.text
    : '';
}

function isCallOfSuper(node) {
  return ts.isCallExpression(node) && node.expression.kind === kind.SuperKeyword;
}

/** What a function answers with: the value of a `return`, or the whole body of an arrow function. */
function returned(node) {
  if (ts.isReturnStatement(node)) return node.expression;
  return ts.isArrowFunction(node) && !ts.isBlock(node.body) ? node.body : undefined;
}

function resultTypeOf(node) {
  for (let outer = node; outer !== undefined; outer = outer.parent)
    if (ts.isFunctionLike(outer)) return outer.type;
  return undefined;
}

/** Where a function says what it answers with, that is heeded; where it does not, nothing at all is the only other value. */
function otherValues(value, type) {
  const text = value.getText();
  const others = type === undefined ? ['undefined'] : othersOfType(text, type);
  return others.filter((other) => other !== text);
}

function othersOfType(text, type) {
  const inner = ts.isTypeOperatorNode(type) ? type.type : type;
  if (ts.isArrayTypeNode(inner)) return text === '[]' ? ['undefined'] : ['[]', `(${text}).slice(0, 1)`];
  switch (type.kind) {
    case kind.BooleanKeyword:
      return ['true', 'false'];
    case kind.StringKeyword:
      return ["''"];
    case kind.NumberKeyword:
      return ['0', `(${text}) + 1`];
    case kind.VoidKeyword:
      return [];
    default:
      return ['undefined'];
  }
}
