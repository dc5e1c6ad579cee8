import { useMutation } from '@tanstack/react-query';
import { useRef, useState, type FormEvent } from 'react';
import { segment } from '../api/client.ts';
import { useChange, useRead } from '../api/hooks.ts';
import type { Attachment, Items } from '../api/types.ts';
import { ADMINS, WRITERS, allows } from '../app/access.ts';
import { useMe, useServices } from '../app/context.tsx';
import { ConfirmButton } from '../components/confirm.tsx';
import { saveBlob } from '../components/download.ts';
import { TextField } from '../components/form.tsx';
import { formatDay, formatSize } from '../components/format.ts';
import { ActionError, Awaited, Done, Empty } from '../components/states.tsx';
import { NumberCell, Table } from '../components/table.tsx';

const LARGEST = 256 * 1024;
const TYPES = ['text/plain', 'text/csv', 'application/pdf', 'image/png'];

function checkFile(file: File | undefined): string | undefined {
  if (!file) return 'Choose a file.';
  if (file.size > LARGEST) return 'Files may be up to 256 KB.';
  return TYPES.includes(file.type) ? undefined : 'Choose a text, CSV, PDF or PNG file.';
}

function UploadForm({
  path,
  competitorId,
  onDone,
}: {
  path: string;
  competitorId: string;
  onDone: () => void;
}) {
  const input = useRef<HTMLFormElement>(null);
  const [message, setMessage] = useState<string>();
  const upload = useChange(
    (api, file: File) => {
      const form = new FormData();
      form.set('file', file);
      return api.json<Attachment>('POST', path, { form });
    },
    [['attachments', competitorId]],
  );
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const chosen = new FormData(event.currentTarget).get('file');
    const file = chosen instanceof File && chosen.name !== '' ? chosen : undefined;
    const wrong = checkFile(file);
    setMessage(wrong);
    if (!file || wrong) return;
    upload.mutate(file, {
      onSuccess: () => {
        input.current?.reset();
        onDone();
      },
    });
  };
  return (
    <form ref={input} className="inline-form" aria-label="Add an attachment" noValidate onSubmit={submit}>
      <TextField
        label="File"
        name="file"
        type="file"
        accept={TYPES.join(',')}
        hint="Text, CSV, PDF or PNG, up to 256 KB"
        message={message}
        onChange={() => setMessage(undefined)}
      />
      <button type="submit" className="button" disabled={upload.isPending}>
        Upload
      </button>
      <ActionError error={upload.error} />
    </form>
  );
}

export function Attachments({ competitorId }: { competitorId: string }) {
  const me = useMe();
  const { api } = useServices();
  const [done, setDone] = useState('');
  const path = `/competitors/${segment(competitorId)}/attachments`;
  const attachments = useRead(['attachments', competitorId], (client, signal) =>
    client.json<Items<Attachment>>('GET', path, { query: { pageSize: 100 }, signal }),
  );
  const download = useMutation({
    mutationFn: async ({ id, fileName }: Attachment) =>
      saveBlob(await api.blob(`${path}/${segment(id)}/download`, { headers: { Accept: '*/*' } }), fileName),
  });
  const remove = useChange(
    (client, id: string) => client.done('DELETE', `${path}/${segment(id)}`),
    [['attachments', competitorId]],
  );

  return (
    <section className="card" aria-labelledby="attachments">
      <h2 id="attachments">Attachments</h2>
      <Done>{done}</Done>
      <ActionError error={download.error ?? remove.error} />
      <Awaited query={attachments}>
        {(data) =>
          data.items.length === 0 ? (
            <Empty>Nothing is attached yet.</Empty>
          ) : (
            <Table caption="Attachments" columns={['File', '>Size', 'Added', 'Actions']}>
              {data.items.map((attachment) => (
                <tr key={attachment.id}>
                  <th scope="row">{attachment.fileName}</th>
                  <NumberCell>{formatSize(attachment.size)}</NumberCell>
                  <td>{formatDay(attachment.createdAt)}</td>
                  <td className="row-actions">
                    <button
                      type="button"
                      className="button button-small"
                      aria-label={`Download ${attachment.fileName}`}
                      disabled={download.isPending}
                      onClick={() => download.mutate(attachment)}
                    >
                      Download
                    </button>
                    {allows(me, ADMINS) && (
                      <ConfirmButton
                        small
                        label="Delete"
                        name={`Delete ${attachment.fileName}`}
                        question="Delete this attachment?"
                        detail="It cannot be brought back."
                        confirm="Delete"
                        disabled={remove.isPending}
                        onConfirm={() =>
                          remove.mutate(attachment.id, { onSuccess: () => setDone('Attachment deleted.') })
                        }
                      />
                    )}
                  </td>
                </tr>
              ))}
            </Table>
          )
        }
      </Awaited>
      {allows(me, WRITERS) && (
        <UploadForm path={path} competitorId={competitorId} onDone={() => setDone('Attachment added.')} />
      )}
    </section>
  );
}
