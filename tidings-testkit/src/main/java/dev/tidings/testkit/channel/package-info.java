/** What every channel must do, whoever wrote it. */
@NullMarked
package dev.tidings.testkit.channel;

import org.jspecify.annotations.NullMarked;
