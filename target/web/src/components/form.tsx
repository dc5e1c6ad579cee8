/** Labelled form fields with their message beside them, and the state of a form. */
import { useId, useRef, useState, type ComponentProps, type FormEvent, type ReactNode } from 'react';

type Values = Record<string, string | boolean>;
export type Messages<T> = Partial<Record<keyof T, string>>;

export interface Form<T extends Values> {
  values: T;
  messages: Messages<T>;
  set: <K extends keyof T>(name: K, value: T[K]) => void;
  reset: (values?: T) => void;
  /** For `onSubmit`: calls the handler if nothing is wrong, else leads to the first field that is. */
  submit: (handler: (values: T) => void) => (event: FormEvent<HTMLFormElement>) => void;
}

/**
 * State of a form. What was typed stays until `reset`, whatever the API says to it.
 * @param check - the messages for what is wrong, by field
 */
export function useForm<T extends Values>(initial: T, check: (values: T) => Messages<T>): Form<T> {
  const [values, setValues] = useState(initial);
  const [messages, setMessages] = useState<Messages<T>>({});
  const first = useRef(initial);

  return {
    values,
    messages,
    set(name, value) {
      setValues((before) => ({ ...before, [name]: value }));
      setMessages((before) => ({ ...before, [name]: undefined }));
    },
    reset(next = first.current) {
      setValues(next);
      setMessages({});
    },
    submit: (handler) => (event) => {
      event.preventDefault();
      const form = event.currentTarget;
      const found = check(values);
      setMessages(found);
      const wrong = Object.keys(values).find((name) => found[name] !== undefined);
      if (wrong === undefined) {
        handler(values);
        return;
      }
      const field = form.elements.namedItem(wrong);
      if (field instanceof HTMLElement) field.focus();
    },
  };
}

interface FrameProps {
  label: string;
  message?: string;
  hint?: string;
  optional?: boolean;
}

interface FieldIds {
  id: string;
  'aria-describedby'?: string;
  'aria-invalid'?: true;
}

function Frame({
  label,
  message,
  hint,
  optional,
  children,
}: FrameProps & { children: (ids: FieldIds) => ReactNode }) {
  const id = useId();
  const describedBy = [hint && `${id}-hint`, message && `${id}-message`].filter(Boolean).join(' ');
  return (
    <div className="field">
      <label htmlFor={id}>
        {label}
        {optional && (
          <span className="field-optional" aria-hidden="true">
            optional
          </span>
        )}
      </label>
      {children({
        id,
        'aria-describedby': describedBy || undefined,
        'aria-invalid': message ? true : undefined,
      })}
      {hint && (
        <p className="field-hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
      {message && (
        <p className="field-message" id={`${id}-message`}>
          {message}
        </p>
      )}
    </div>
  );
}

type TextFieldProps = FrameProps &
  Omit<ComponentProps<'input'>, 'onChange'> & { onChange: (value: string) => void };

export function TextField({ label, message, hint, optional, onChange, ...input }: TextFieldProps) {
  return (
    <Frame {...{ label, message, hint, optional }}>
      {(ids) => (
        <input autoComplete="off" {...input} {...ids} onChange={(event) => onChange(event.target.value)} />
      )}
    </Frame>
  );
}

type TextAreaProps = FrameProps &
  Omit<ComponentProps<'textarea'>, 'onChange'> & { onChange: (value: string) => void };

export function TextArea({ label, message, hint, optional, onChange, ...input }: TextAreaProps) {
  return (
    <Frame {...{ label, message, hint, optional }}>
      {(ids) => <textarea rows={3} {...input} {...ids} onChange={(event) => onChange(event.target.value)} />}
    </Frame>
  );
}

export interface Option {
  value: string;
  label: string;
}

type SelectFieldProps = FrameProps &
  Omit<ComponentProps<'select'>, 'onChange'> & {
    options: readonly Option[];
    onChange: (value: string) => void;
  };

export function SelectField({
  label,
  message,
  hint,
  optional,
  options,
  onChange,
  ...select
}: SelectFieldProps) {
  return (
    <Frame {...{ label, message, hint, optional }}>
      {(ids) => (
        <select {...select} {...ids} onChange={(event) => onChange(event.target.value)}>
          {options.map((option) => (
            <option key={option.value} value={option.value}>
              {option.label}
            </option>
          ))}
        </select>
      )}
    </Frame>
  );
}

interface CheckFieldProps {
  label: string;
  checked: boolean;
  disabled?: boolean;
  hint?: string;
  onChange: (checked: boolean) => void;
}

export function CheckField({ label, checked, disabled, hint, onChange }: CheckFieldProps) {
  const id = useId();
  return (
    <div className="check">
      <input
        id={id}
        type="checkbox"
        checked={checked}
        disabled={disabled}
        aria-describedby={hint ? `${id}-hint` : undefined}
        onChange={(event) => onChange(event.target.checked)}
      />
      <label htmlFor={id}>{label}</label>
      {hint && (
        <span className="field-hint" id={`${id}-hint`}>
          {hint}
        </span>
      )}
    </div>
  );
}
