import { Component, type ReactNode } from 'react';

interface BoundaryProps {
  /** A plain page, in words for people: nothing of the fault itself is theirs to read. */
  fallback: ReactNode;
  /** Where the person is: elsewhere the content is tried again. */
  place?: string;
  children: ReactNode;
}

interface BoundaryState {
  failed: boolean;
  place: string | undefined;
}

/** Shows a plain page with a way on where a fault of the app itself would leave an empty one. */
export class Boundary extends Component<BoundaryProps, BoundaryState> {
  override state: BoundaryState = { failed: false, place: this.props.place };

  static getDerivedStateFromError(): Partial<BoundaryState> {
    return { failed: true };
  }

  static getDerivedStateFromProps(props: BoundaryProps, state: BoundaryState): BoundaryState | null {
    return props.place === state.place ? null : { failed: false, place: props.place };
  }

  override render(): ReactNode {
    return this.state.failed ? this.props.fallback : this.props.children;
  }
}
