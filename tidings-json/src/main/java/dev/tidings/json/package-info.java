/**
 * Strict reading and plain writing of JSON. What is read is refused with the path of the field, the value that stood
 * there and what was expected; nothing is guessed, dropped or converted.
 */
@NullMarked
package dev.tidings.json;

import org.jspecify.annotations.NullMarked;
