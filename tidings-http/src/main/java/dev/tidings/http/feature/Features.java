package dev.tidings.http.feature;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The features of a server, in the order in which they start. One that fails to stop keeps no other from stopping. Not for
 * several threads at a time, but for {@link #obstacle}, which any thread may ask once the list is complete.
 */
public final class Features {
    private static final Logger LOG = LoggerFactory.getLogger(Features.class);

    private final List<Feature> features = new ArrayList<>();
    private int started;
    private boolean stopped;

    /** Adds a feature at the end: it starts after and stops before all that are already there. */
    public <F extends Feature> F add(F feature) {
        features.add(feature);
        return feature;
    }

    /** Adds a resource that is open already and is closed in its place among the features. */
    public <R extends AutoCloseable> R closing(R resource) {
        add(new Feature() {
            @Override
            public void stop() {
                try {
                    resource.close();
                } catch (Exception failed) {
                    LOG.warn("while closing {}", resource, failed);
                }
            }
        });
        return resource;
    }

    public void addTo(FeatureRoutes routes) {
        features.forEach(feature -> feature.addTo(routes));
    }

    /** Starts each in order. If one throws, the rest is not started, and the caller stops the others. */
    public void start() {
        for (Feature feature : features) {
            feature.start();
            started++;
        }
    }

    /** Drains what has started, then stops everything; a second call does nothing. */
    public void stop() {
        if (stopped) {
            return;
        }
        stopped = true;
        inReverse(features.subList(0, started), Feature::drain);
        inReverse(features, Feature::stop);
    }

    /** The first reason not to be ready, in the order of the list. */
    public Optional<String> obstacle() {
        return features.stream()
                .map(Feature::obstacle)
                .flatMap(Optional::stream)
                .findFirst();
    }

    private static void inReverse(List<Feature> features, Consumer<Feature> step) {
        for (Feature feature : features.reversed()) {
            try {
                step.accept(feature);
            } catch (RuntimeException failed) {
                LOG.warn("while stopping", failed);
            }
        }
    }
}
