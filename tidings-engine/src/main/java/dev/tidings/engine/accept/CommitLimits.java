package dev.tidings.engine.accept;

/**
 * Bounds of group commits of intents.
 *
 * @param queue the maximum number of intents that wait for a commit; more are refused
 * @param batch the maximum number of intents in one commit
 */
public record CommitLimits(int queue, int batch) {}
