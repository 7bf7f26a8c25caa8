package io.mosaik.bootstrap.model;

/**
 * Which scopes of addresses in records of strangers may be dialled. Multicast, broadcast and
 * unspecified addresses and port 0 never are, link-local ones only with a scope.
 */
public enum AddressScopes {
  /**
   * Public and private addresses always; loopback addresses only if this node is reached at a
   * loopback address itself: it is bound to one, the DHT sees it at one, or all bootstrap nodes are
   * on loopback.
   */
  AUTOMATIC,
  /** Public addresses only: for a node that must not contact hosts of its own site. */
  PUBLIC_ONLY,
  /**
   * Public, private and loopback addresses, wherever this node is: for tests and closed networks.
   */
  ALL
}
