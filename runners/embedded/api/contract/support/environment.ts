/** Path of a kubeconfig (user with a token) of a real API server to compare with, or undefined. */
export const realKubeconfigPath: string | undefined = process.env['SMI_CONTRACT_KUBECONFIG'];

/** Whether what the real API server answers becomes what is expected from now on. */
export const recording: boolean = process.env['SMI_CONTRACT_RECORD'] === '1';

/** Where programs such as kubectl are looked for. */
export const searchPath: string | undefined = process.env['PATH'];
