package org.palimpsest.data.folder;

import java.nio.file.Path;

/**
 * One image of a folder and what is said of it.
 *
 * @param place that messages name: the CSV file, the line and the path
 * @param split empty where there is no such column, as group and condition are
 */
record FolderRow(
    Path file, String place, String target, String privateValue, String split, String group, String condition) {}
