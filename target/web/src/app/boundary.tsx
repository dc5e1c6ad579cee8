import { Component, type ReactNode } from 'react';
import { StartFailed } from '../pages/start-failed.tsx';

/** Shows a plain page with a way on where a fault of the app itself would leave an empty one. */
export class Boundary extends Component<{ children: ReactNode }, { failed: boolean }> {
  override state = { failed: false };

  static getDerivedStateFromError(): { failed: boolean } {
    return { failed: true };
  }

  override render(): ReactNode {
    return this.state.failed ? <StartFailed /> : this.props.children;
  }
}
