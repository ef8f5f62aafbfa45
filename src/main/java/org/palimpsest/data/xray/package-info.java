/** Chest radiographs: DICOM files, and SIIM-FISABIO-RSNA COVID-19 in the form that Kaggle gives it. */
package org.palimpsest.data.xray;
