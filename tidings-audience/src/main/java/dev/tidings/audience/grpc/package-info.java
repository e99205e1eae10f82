/** Profiles and topics over gRPC: conversion to and from messages only. */
@NullMarked
package dev.tidings.audience.grpc;

import org.jspecify.annotations.NullMarked;
