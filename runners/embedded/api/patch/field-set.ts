import { isObject, type JsonObject } from '../json.ts';

/**
 * A set of fields, as `metadata.managedFields` writes it. An element of a path is `f:<field>`, `k:<keys of a list item>`,
 * `v:<scalar list item>`. A member is a field itself; a child leads to fields below it.
 */
export class FieldSet {
  readonly members: Set<string> = new Set();
  readonly children: Map<string, FieldSet> = new Map();

  get empty(): boolean {
    if (this.members.size > 0) return false;
    for (const child of this.children.values()) if (!child.empty) return false;
    return true;
  }

  /** The set below an element, made when there is none. */
  child(element: string): FieldSet {
    let child = this.children.get(element);
    if (child === undefined) {
      child = new FieldSet();
      this.children.set(element, child);
    }
    return child;
  }

  /** Whether the element or anything below it is in the set. */
  touches(element: string): boolean {
    return this.members.has(element) || this.children.get(element)?.empty === false;
  }

  /** Adds all of another set to this one. */
  add(other: FieldSet): this {
    for (const member of other.members) this.members.add(member);
    for (const [element, below] of other.children) this.child(element).add(below);
    return this;
  }

  copy(): FieldSet {
    return new FieldSet().add(this);
  }

  minus(other: FieldSet): FieldSet {
    const left = new FieldSet();
    for (const member of this.members) if (!other.members.has(member)) left.members.add(member);
    for (const [element, below] of this.children) {
      const against = other.children.get(element);
      const rest = against === undefined ? below.copy() : below.minus(against);
      if (!rest.empty) left.children.set(element, rest);
    }
    return left;
  }

  /** As `minus`, but a member of the other set takes what lies below it as well. */
  minusBelow(other: FieldSet): FieldSet {
    const left = new FieldSet();
    for (const member of this.members) if (!other.members.has(member)) left.members.add(member);
    for (const [element, below] of this.children) {
      if (other.members.has(element)) continue;
      const against = other.children.get(element);
      const rest = against === undefined ? below.copy() : below.minusBelow(against);
      if (!rest.empty) left.children.set(element, rest);
    }
    return left;
  }

  and(other: FieldSet): FieldSet {
    const common = new FieldSet();
    for (const member of this.members) if (other.members.has(member)) common.members.add(member);
    for (const [element, below] of this.children) {
      const against = other.children.get(element);
      if (against === undefined) continue;
      const rest = below.and(against);
      if (!rest.empty) common.children.set(element, rest);
    }
    return common;
  }

  /** Every path in the set, as its elements. */
  *paths(): Generator<readonly string[]> {
    for (const element of [...new Set([...this.members, ...this.children.keys()])].sort()) {
      if (this.members.has(element)) yield [element];
      for (const below of this.children.get(element)?.paths() ?? []) yield [element, ...below];
    }
  }

  /** As `fieldsV1` of an entry. */
  toFieldsV1(): JsonObject {
    const fields: JsonObject = {};
    for (const element of [...new Set([...this.members, ...this.children.keys()])].sort()) {
      const below = this.children.get(element);
      const lone = below === undefined || below.empty;
      if (lone && !this.members.has(element)) continue;
      if (lone) fields[element] = {};
      else
        fields[element] = this.members.has(element) ? { '.': {}, ...below.toFieldsV1() } : below.toFieldsV1();
    }
    return fields;
  }

  static fromFieldsV1(fields: JsonObject): FieldSet {
    const set = new FieldSet();
    for (const [element, below] of Object.entries(fields)) {
      if (element === '.' || !isObject(below)) continue;
      const keys = Object.keys(below);
      if (keys.length === 0 || Object.hasOwn(below, '.')) set.members.add(element);
      if (keys.some((key) => key !== '.')) set.children.set(element, FieldSet.fromFieldsV1(below));
    }
    return set;
  }
}
