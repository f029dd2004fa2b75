import { bridgeCatalog } from './bridge-catalog.ts';
import { convertCatalog } from './convert-catalog.ts';
import { documentCatalog } from './document-catalog.ts';
import { edgeCatalog } from './edge-catalog.ts';
import { editCatalog } from './edit-catalog.ts';
import { featureCatalog } from './feature-catalog.ts';
import { hostCatalog } from './host-catalog.ts';
import { modelCatalog } from './model-catalog.ts';
import { networkCatalog } from './network-catalog.ts';
import { networkHostCatalog } from './network-host-catalog.ts';
import { rootCatalog } from './root-catalog.ts';
import { serviceCatalog } from './service-catalog.ts';
import { surveyCatalog } from './survey-catalog.ts';

/** Every finding there is: its severity and kind, how it is said, and what `explain` adds. Codes are stable. */
export const catalog = {
  ...documentCatalog,
  ...networkCatalog,
  ...hostCatalog,
  ...modelCatalog,
  ...featureCatalog,
  ...networkHostCatalog,
  ...rootCatalog,
  ...serviceCatalog,
  ...surveyCatalog,
  ...convertCatalog,
  ...bridgeCatalog,
  ...editCatalog,
  ...edgeCatalog,
};
