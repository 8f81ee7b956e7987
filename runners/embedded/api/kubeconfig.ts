/** A kubeconfig with one context, for a bearer token. */
export function kubeconfigText(server: string, caCertificate: string, token: string): string {
  return [
    'apiVersion: v1',
    'kind: Config',
    'clusters:',
    '  - name: embedded',
    '    cluster:',
    `      server: ${server}`,
    `      certificate-authority-data: ${Buffer.from(caCertificate).toString('base64')}`,
    'users:',
    '  - name: admin',
    '    user:',
    `      token: ${token}`,
    'contexts:',
    '  - name: embedded',
    '    context:',
    '      cluster: embedded',
    '      user: admin',
    'current-context: embedded',
    '',
  ].join('\n');
}
