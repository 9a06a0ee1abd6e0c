// A screen that is loaded when it is first shown; its file lies in the offline cache.
import type { ComponentType } from "preact";
import { useEffect, useState } from "preact/hooks";

/** The component that `load` brings; nothing is drawn until it is there. */
export function lazy<P extends object>(load: () => Promise<ComponentType<P>>): ComponentType<P> {
  let known: ComponentType<P> | null = null;
  return function Loaded(props: P) {
    const [Part, setPart] = useState<ComponentType<P> | null>(() => known);
    useEffect(() => {
      if (!known) void load().then((part) => { known = part; setPart(() => part); });
    }, []);
    return Part ? <Part {...props} /> : null;
  };
}
