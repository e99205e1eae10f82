/**
 * Delivers to Feishu and Lark: to flows with a webhook trigger and to custom group bots.
 *
 * <p>Invariants: requests use https and only go to allowed hosts and paths; keys, bearer tokens and signatures never
 * appear in evidence; text from producers is shown as plain text, so that it can neither mention anyone nor format
 * anything.
 */
@NullMarked
package dev.tidings.channels.feishu;

import org.jspecify.annotations.NullMarked;
