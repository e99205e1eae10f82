package dev.tidings.spring;

import dev.tidings.client.submit.Intent;
import java.util.function.UnaryOperator;

/** Asked of every intent before it is written to the outbox, for what all of them are to have. */
@FunctionalInterface
public interface IntentFinish extends UnaryOperator<Intent> {}
