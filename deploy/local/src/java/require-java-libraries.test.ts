import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';

import { loadPartsConfig } from '../config.js';
import { aFolder, aProgram } from '../testing/scratch.js';
import { requireJavaLibraries } from './require-java-libraries.js';

/** A Maven that writes down what it was asked, and puts a jar where it should. */
const fakeMaven = (folder: string): string => `
echo "$@" >> ${folder}/calls
for argument; do case "$argument" in -DoutputDirectory=*) : > "\${argument#*=}/a.jar" ;; esac; done`;

describe('requireJavaLibraries', () => {
  let folder: string;
  let cacheDirectory: string;
  let pom: string;
  beforeEach(() => {
    folder = aFolder();
    cacheDirectory = join(folder, 'cache');
    pom = join(folder, 'pom.xml');
    mkdirSync(cacheDirectory);
    writeFileSync(pom, '<project/>');
    aProgram(folder, 'java', 'echo \'openjdk version "17.0.15"\' >&2');
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });
  const ask = (): ReturnType<typeof requireJavaLibraries> =>
    requireJavaLibraries(pom, () => undefined, {
      ...loadPartsConfig({ PATH: folder }),
      cacheDirectory,
    });

  it('fetches the libraries once, into a folder named after the pom', async () => {
    aProgram(folder, 'mvn', fakeMaven(folder));
    const first = await ask();
    assert.equal(first.program, join(folder, 'java'));
    assert.match(first.classPath, /\/cache\/java-[0-9a-f]{8}\/a\.jar$/);
    assert.deepEqual(await ask(), first);
    const calls = readFileSync(join(folder, 'calls'), 'utf8').trim().split('\n');
    assert.equal(calls.length, 1);
    writeFileSync(pom, '<project><!-- another --></project>');
    assert.notEqual((await ask()).classPath, first.classPath);
  });

  it('says what to do when they cannot be fetched, and leaves nothing half done', async () => {
    aProgram(folder, 'mvn', 'echo no route to Central; exit 1');
    await assert.rejects(ask(), /no route to Central[^]*check the network/);
    assert.deepEqual(readdirSync(cacheDirectory), []);
  });
});
