const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

export interface StopSignal {
  readonly signal: AbortSignal;
  /** Stops listening. */
  release(): void;
}

/** Aborts, with the signal's name as reason, when somebody stops this process or the Nx process behind it is gone. */
export function stopSignal(): StopSignal {
  const controller = new AbortController();
  const handlers = SIGNALS.map((name) => ({
    name,
    handler: () => {
      controller.abort(name);
    },
  }));
  const onDisconnect = (): void => {
    controller.abort('disconnect');
  };
  handlers.forEach(({ name, handler }) => process.on(name, handler));
  process.on('disconnect', onDisconnect);
  // nobody reads us any more: without a listener that would end us before docker
  const outputs = [process.stdout, process.stderr];
  outputs.forEach((stream) => stream.on('error', onDisconnect));
  return {
    signal: controller.signal,
    release: () => {
      handlers.forEach(({ name, handler }) => process.off(name, handler));
      process.off('disconnect', onDisconnect);
      outputs.forEach((stream) => stream.off('error', onDisconnect));
    },
  };
}
