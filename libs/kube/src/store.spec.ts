import { describe, expect, it } from '@jest/globals';
import type { Thing } from './__fixtures__/scripted-server.ts';
import { thing } from './__fixtures__/scripted-server.ts';
import { Store } from './store.ts';

const bySize = { size: (object: Thing): readonly string[] => [String(object.size)] };

describe('Store', () => {
  it('finds objects by an index that follows changes', () => {
    const store = new Store<Thing>({ indexes: bySize });
    store.apply('demo', 'ADDED', thing({ name: 'a', version: '1', size: 1 }));
    store.apply('demo', 'ADDED', thing({ name: 'b', version: '2', size: 1 }));
    store.apply('demo', 'MODIFIED', thing({ name: 'a', version: '3', size: 2 }));
    store.apply('demo', 'DELETED', thing({ name: 'b', version: '4', size: 1 }));
    expect(store.find('size', '1')).toEqual([]);
    expect(store.find('size', '2').map((one) => one.metadata.name)).toEqual(['a']);
    expect(store.find('other', '2')).toEqual([]);
  });

  it('replaces the content of one namespace only', () => {
    const store = new Store<Thing>();
    const other = { ...thing({ name: 'b', version: '2' }) };
    store.apply('demo', 'ADDED', thing({ name: 'a', version: '1' }));
    store.apply('prod', 'ADDED', { ...other, metadata: { ...other.metadata, namespace: 'prod' } });
    store.replace('demo', [], '9');
    expect(store.all().map((one) => one.metadata.name)).toEqual(['b']);
  });

  it('tells a listener of a re-creation by uid', () => {
    const store = new Store<Thing>();
    const told: string[] = [];
    store.subscribe(({ type, object }) => told.push(`${type} ${object.metadata.uid}`));
    store.apply('demo', 'ADDED', thing({ name: 'a', version: '1', uid: 'one' }));
    store.apply('demo', 'MODIFIED', thing({ name: 'a', version: '5', uid: 'two' }));
    store.apply('demo', 'DELETED', thing({ name: 'a', version: '4', uid: 'one' }));
    expect(told).toEqual(['Added one', 'Deleted one', 'Added two']);
  });

  it('tells who cares that a listener threw', () => {
    const errors: unknown[] = [];
    const store = new Store<Thing>({ onListenerError: (error) => errors.push(error) });
    store.subscribe(() => {
      throw new Error('listener failed');
    });
    store.apply('demo', 'ADDED', thing({ name: 'a', version: '1' }));
    expect(errors).toHaveLength(1);
    expect(store.size).toBe(1);
  });
});
