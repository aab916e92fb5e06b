/** One thing to build, as Nx knows it. */
export interface Asked {
  readonly id: string;
  readonly project: string;
  readonly projectRoot: string;
  /** The Nx target. */
  readonly target: string;
  /** What the bake target is to be named after. */
  readonly name: string;
  /** For messages: `orders:docker-build`. */
  readonly place: string;
  /** Everything that Nx merged, flags included. */
  readonly rawOptions: Readonly<Record<string, unknown>>;
  /** The folders of the project and of all that it depends on. */
  readonly closure: readonly string[];
}
