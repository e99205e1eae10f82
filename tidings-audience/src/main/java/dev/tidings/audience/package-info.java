/**
 * Recipients, which may have profiles, and topics: named groups of recipients. None of them needs registration: a recipient can
 * be notified without a profile, and adding the first subscriber creates the topic.
 */
@NullMarked
package dev.tidings.audience;

import org.jspecify.annotations.NullMarked;
