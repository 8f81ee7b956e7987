/** Path of a kubeconfig of a real cluster to compare with, or undefined. */
export const realKubeconfigPath: string | undefined = process.env['SMI_CONTRACT_KUBECONFIG'];
