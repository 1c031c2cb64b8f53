import type { KubernetesObject, Manifest } from './manifests.js';

interface Container {
  readonly name: string;
  readonly securityContext?: {
    readonly allowPrivilegeEscalation?: boolean;
    readonly readOnlyRootFilesystem?: boolean;
    readonly capabilities?: { readonly drop?: readonly string[] };
  };
  readonly resources?: { readonly requests?: object; readonly limits?: object };
  readonly startupProbe?: object;
  readonly livenessProbe?: object;
  readonly readinessProbe?: object;
}

interface PodTemplate {
  readonly metadata?: { readonly labels?: Readonly<Record<string, string>> };
  readonly spec: {
    readonly automountServiceAccountToken?: boolean;
    readonly securityContext?: {
      readonly runAsNonRoot?: boolean;
      readonly seccompProfile?: { readonly type?: string };
    };
    readonly containers: readonly Container[];
  };
}

/** What the published schemas cannot say: restricted pods, probes, and a kustomization that forgets no file. */
export function houseFaults(manifests: readonly Manifest[]): readonly string[] {
  return [
    ...manifests.flatMap(({ file, object }) => podFaults(file, object)),
    ...forgottenFiles(manifests),
  ];
}

function podFaults(file: string, object: KubernetesObject): readonly string[] {
  const spec = object['spec'] as
    { template?: PodTemplate; selector?: { matchLabels?: Record<string, string> } } | undefined;
  const template = spec?.template;
  if (template === undefined) return [];
  const { securityContext, automountServiceAccountToken, containers } = template.spec;
  const wants: [boolean, string][] = [
    [securityContext?.runAsNonRoot === true, 'runs as non-root'],
    [securityContext?.seccompProfile?.type === 'RuntimeDefault', 'seccomp profile RuntimeDefault'],
    [automountServiceAccountToken === false, 'mounts no service account token'],
  ];
  if (object.kind === 'Deployment') {
    const labels = template.metadata?.labels ?? {};
    const selected = Object.entries(spec?.selector?.matchLabels ?? {});
    wants.push([
      selected.length > 0 && selected.every(([name, value]) => labels[name] === value),
      'selector equals labels',
    ]);
  }
  for (const container of containers) wants.push(...containerWants(object.kind, container));
  return wants
    .filter(([holds]) => !holds)
    .map(([, want]) => `${file}: ${object.kind} ${object.metadata.name}: must have: ${want}`);
}

function containerWants(kind: string, container: Container): [boolean, string][] {
  const { securityContext, resources, name } = container;
  const wants: [boolean, string][] = [
    [securityContext?.allowPrivilegeEscalation === false, `${name}: no privilege escalation`],
    [securityContext?.readOnlyRootFilesystem === true, `${name}: read-only root`],
    [
      securityContext?.capabilities?.drop?.includes('ALL') === true,
      `${name}: drops ALL capabilities`,
    ],
    [
      resources?.requests !== undefined && resources.limits !== undefined,
      `${name}: requests and limits`,
    ],
  ];
  if (kind === 'Deployment') {
    for (const probe of ['startupProbe', 'livenessProbe', 'readinessProbe'] as const) {
      wants.push([container[probe] !== undefined, `${name}: ${probe}`]);
    }
  }
  return wants;
}

function forgottenFiles(manifests: readonly Manifest[]): readonly string[] {
  const kustomization = manifests.find(({ object }) => object.kind === 'Kustomization');
  const listed = (kustomization?.object['resources'] ?? []) as readonly string[];
  const files = new Set(manifests.map(({ file }) => file));
  files.delete('kustomization.yaml');
  const forgotten = [...files].filter((file) => !listed.includes(file));
  const missing = listed.filter((file) => file.endsWith('.yaml') && !files.has(file));
  return [
    ...forgotten.map((file) => `kustomization.yaml: ${file} is not listed, so it is never applied`),
    ...missing.map((file) => `kustomization.yaml: ${file} does not exist`),
  ];
}
