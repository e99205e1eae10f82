/**
 * Runtimes over REST: paths, bodies and JSON. Nothing is decided here.
 */
@NullMarked
package dev.tidings.jobs.rest;

import org.jspecify.annotations.NullMarked;
