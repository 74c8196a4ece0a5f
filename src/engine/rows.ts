/** The rows of the operating system's tables, as types that cannot be mixed up. */
import type { Row } from '../machine/table';

export type ProcessRow = Row<'process'>;
/** A VM slot is numbered as the process for which it was made. */
export type VmprocRow = ProcessRow;
export type RegionRow = Row<'region'>;
export type PhysRegionRow = Row<'physRegion'>;
export type PhysBlockRow = Row<'physBlock'>;
export type FileRow = Row<'file'>;
export type OpenFileRow = Row<'openFile'>;
export type CachedPageRow = Row<'cachedPage'>;
export type FdrefRow = Row<'fdref'>;
export type VfsRequestRow = Row<'vfsRequest'>;
export type DiskRequestRow = Row<'diskRequest'>;
export type SharedObjectRow = Row<'sharedObject'>;
export type SlabRow = Row<'slab'>;
