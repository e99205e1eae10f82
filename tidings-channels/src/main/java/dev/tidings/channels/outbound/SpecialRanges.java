package dev.tidings.channels.outbound;

import dev.tidings.http.net.AddressRanges;

/** Special-purpose ranges: the IANA registries and cloud metadata services. */
final class SpecialRanges {
    /** IPv4 ranges that are not publicly routable. */
    static final AddressRanges NOT_PUBLIC_V4 = AddressRanges.of(
            "0.0.0.0/8", // this network, unspecified
            "10.0.0.0/8", // private
            "100.64.0.0/10", // carrier-grade NAT
            "127.0.0.0/8", // loopback
            "169.254.0.0/16", // link-local
            "172.16.0.0/12", // private
            "192.0.0.0/24", // protocol assignments
            "192.0.2.0/24", // documentation
            "192.88.99.0/24", // 6to4 relays
            "192.168.0.0/16", // private
            "198.18.0.0/15", // benchmarking
            "198.51.100.0/24", // documentation
            "203.0.113.0/24", // documentation
            "224.0.0.0/4", // multicast
            "240.0.0.0/4"); // reserved, broadcast

    /** IPv6 is refused by default: only this range is allocated for public use … */
    static final AddressRanges GLOBAL_V6 = AddressRanges.of("2000::/3");

    /** … except these parts. */
    static final AddressRanges NOT_PUBLIC_V6 = AddressRanges.of(
            "2001::/23", // protocol assignments: Teredo, benchmarking, ORCHID
            "2001:db8::/32", // documentation
            "2002::/16", // 6to4
            "3fff::/20"); // documentation

    /** Where cloud instances get credentials. */
    static final AddressRanges METADATA = AddressRanges.of(
            "169.254.169.254", // AWS, Google Cloud, Azure, DigitalOcean, Hetzner, OpenStack, …
            "169.254.170.2", // AWS, credentials of ECS tasks
            "169.254.170.23", // AWS, EKS pod identity
            "169.254.42.42", // Scaleway
            "169.254.0.23", // Tencent Cloud
            "100.100.100.200", // Alibaba Cloud
            "192.0.0.192", // Oracle Cloud, older
            "168.63.129.16", // Azure, its wire server (within a public range)
            "fd00:ec2::254", // AWS
            "fd00:ec2::23", // AWS, EKS pod identity
            "fd20:ce::254", // Google Cloud
            "fd00:42::42", // Scaleway
            "fd00:c1::a9fe:a9fe", // Oracle Cloud
            "fe80::a9fe:a9fe"); // OpenStack

    private SpecialRanges() {}
}
