/**
 * Reading and changing data. Every key of the query cache begins with the organisation whose data it holds, so what
 * was read in one organisation can never answer a question asked in another.
 */
import {
  useMutation,
  useQuery,
  useQueryClient,
  type UseMutationResult,
  type UseQueryOptions,
  type UseQueryResult,
} from '@tanstack/react-query';
import { use } from 'react';
import { MeContext, useServices } from '../app/context.tsx';
import type { ApiClient } from './client.ts';
import type { Me } from './types.ts';

/** Key of the person's own record, by which everything else is keyed. */
export const ME_KEY = ['me'] as const;

type Key = readonly (string | number | Readonly<Record<string, unknown>>)[];

/** First part of every key of an organisation's data. */
export function scopeOf(me: Pick<Me, 'id' | 'organisation'> | undefined): string {
  return me ? `${me.id}@${me.organisation?.id ?? 'platform'}` : 'nobody';
}

/** A key within the present organisation. */
export function useScopedKey(): (key: Key) => Key {
  const scope = scopeOf(use(MeContext));
  return (key) => [scope, ...key];
}

type ReadOptions<T> = Pick<UseQueryOptions<T, Error, T, Key>, 'enabled' | 'refetchInterval' | 'staleTime'> & {
  /** Keep showing what was read under the key before, e.g. the page before this one, until the new answer is there. */
  keepPrevious?: boolean;
};

/**
 * Reads something of the present organisation.
 * @param key - names it within the organisation
 * @param read - the request; must pass on the signal, so that an abandoned page aborts it
 */
export function useRead<T>(
  key: Key,
  read: (api: ApiClient, signal: AbortSignal) => Promise<T>,
  { keepPrevious = false, ...options }: ReadOptions<T> = {},
): UseQueryResult<T> {
  const { api } = useServices();
  const queryKey = useScopedKey()(key);
  return useQuery<T, Error, T, Key>({
    queryKey,
    queryFn: ({ signal }) => read(api, signal),
    // Only within one scope: another organisation's rows are never a stand-in for this one's.
    placeholderData: (previous, query) =>
      keepPrevious && query?.queryKey[0] === queryKey[0] ? previous : undefined,
    ...options,
  });
}

/**
 * Changes something of the present organisation.
 * @param touched - first parts of the keys to read again after a success
 */
export function useChange<T, V = void>(
  change: (api: ApiClient, variables: V) => Promise<T>,
  touched: readonly Key[],
): UseMutationResult<T, Error, V> {
  const { api } = useServices();
  const scoped = useScopedKey();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (variables: V) => change(api, variables),
    onSuccess: async () => {
      await Promise.all(touched.map((key) => queries.invalidateQueries({ queryKey: scoped(key) })));
    },
  });
}

export type { Key };
