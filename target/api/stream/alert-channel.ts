/** New alerts on their way from the request that made them to the open streams of the same organisation. */

export interface Alert {
  id: string;
  title: string;
  message: string;
  severity: string;
  competitorId: string | null;
  createdAt: Date;
  acknowledgedAt: Date | null;
}

/** An alert with its number in the organisation, which is also the event id. */
export interface NumberedAlert {
  sequence: number;
  alert: Alert;
}

type Receiver = (event: NumberedAlert) => void;

export class AlertChannel {
  readonly #receivers = new Map<string, Set<Receiver>>();

  publish(tenantId: string, event: NumberedAlert): void {
    for (const receiver of [...(this.#receivers.get(tenantId) ?? [])]) receiver(event);
  }

  /** @returns a function that ends the subscription */
  subscribe(tenantId: string, receiver: Receiver): () => void {
    const receivers = this.#receivers.get(tenantId) ?? new Set<Receiver>();
    this.#receivers.set(tenantId, receivers.add(receiver));
    return () => {
      receivers.delete(receiver);
      if (receivers.size === 0 && this.#receivers.get(tenantId) === receivers)
        this.#receivers.delete(tenantId);
    };
  }
}
