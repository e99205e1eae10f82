/**
 * Topics: named groups of recipients. A topic and its subscribers need no registration: adding the first subscriber
 * creates the topic.
 */
@NullMarked
package dev.tidings.audience;

import org.jspecify.annotations.NullMarked;
