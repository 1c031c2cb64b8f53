import { messageOf } from '@hub/core';
import type { Manifest } from './manifests.js';

type Model = new (object: unknown) => { validate(): void };

/**
 * Holds a manifest against the schema Kubernetes publishes for its kind.
 *
 * @returns what is wrong, one sentence a fault; empty when nothing is
 */
export async function validateManifest({ file, object }: Manifest): Promise<readonly string[]> {
  const { apiVersion, kind } = object;
  if (kind === 'Kustomization') return [];
  let models: Record<string, Model | undefined>;
  try {
    models = (await import(`kubernetes-models/${apiVersion}/${kind}`)) as Record<
      string,
      Model | undefined
    >;
  } catch {
    return [`${file}: Kubernetes knows no ${kind} in ${apiVersion}`];
  }
  const model = models[kind];
  if (model === undefined) return [`${file}: Kubernetes knows no ${kind} in ${apiVersion}`];
  try {
    new model(object).validate();
    return [];
  } catch (error) {
    return [`${file}: ${kind} ${object.metadata.name}: ${messageOf(error)}`];
  }
}
