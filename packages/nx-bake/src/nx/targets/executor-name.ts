/** In a file of its own, as Nx loads it on every command. */
export const EXECUTOR = 'nx-bake:docker-build';
