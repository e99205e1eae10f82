/** Access over REST. Issued tokens and keys are not stored and never returned again. */
@NullMarked
package dev.tidings.http.access.rest;

import org.jspecify.annotations.NullMarked;
