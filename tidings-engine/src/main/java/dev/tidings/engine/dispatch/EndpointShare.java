package dev.tidings.engine.dispatch;

/**
 * How much of a lane one endpoint may have. What is left free shrinks as more endpoints ask, but never to nothing: each
 * is held to a multiple of what the others have left (dynamic thresholds, as in shared-memory switches).
 */
final class EndpointShare {
    private final int places;
    private final double cautious;
    private final double generous;

    /** @param share of the lane for one endpoint, above 0 and up to 1 */
    EndpointShare(double share, int concurrency) {
        this.places = Math.max(1, (int) (concurrency * share));
        this.cautious = ratio(share);
        this.generous = Math.max(cautious, ratio(1 - share));
    }

    private static double ratio(double share) {
        return share >= 1 ? Double.POSITIVE_INFINITY : share / (1 - share);
    }

    /** Whether one endpoint may have the whole lane. */
    boolean whole() {
        return cautious == Double.POSITIVE_INFINITY;
    }

    /** Sends in flight at most to an endpoint that is slow or not yet known. */
    int places() {
        return places;
    }

    /** Whether an endpoint that has so many places may take one more: alone it comes to its share. */
    boolean allows(int mine, int free) {
        return free > 0 && mine < cautious * free;
    }

    /** The same for an endpoint that answers fast: alone it comes to all but a share. */
    boolean allowsFast(int mine, int free) {
        return free > 0 && mine < generous * free;
    }
}
