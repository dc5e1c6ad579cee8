/** A button whose action is asked about once more, in a modal dialog that takes and gives back the focus. */
import { useId, useRef, type ReactNode } from 'react';

interface ConfirmButtonProps {
  /** The words on the button. */
  label: ReactNode;
  /** Accessible name of the button, where several on a page have the same words. */
  name?: string;
  question: string;
  detail: string;
  /** The words on the button that does it. */
  confirm: string;
  disabled?: boolean;
  small?: boolean;
  onConfirm: () => void;
}

export function ConfirmButton(props: ConfirmButtonProps) {
  const { label, name, question, detail, confirm, disabled, small, onConfirm } = props;
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  return (
    <>
      <button
        type="button"
        className={`button button-danger${small ? ' button-small' : ''}`}
        aria-label={name}
        disabled={disabled}
        onClick={() => dialog.current?.showModal()}
      >
        {label}
      </button>
      <dialog ref={dialog} role="alertdialog" aria-labelledby={`${id}-q`} aria-describedby={`${id}-d`}>
        <h2 id={`${id}-q`}>{question}</h2>
        <p id={`${id}-d`}>{detail}</p>
        <div className="dialog-actions">
          <button type="button" className="button" onClick={() => dialog.current?.close()}>
            Cancel
          </button>
          <button
            type="button"
            className="button button-danger-solid"
            onClick={() => {
              dialog.current?.close();
              onConfirm();
            }}
          >
            {confirm}
          </button>
        </div>
      </dialog>
    </>
  );
}
