/** Tenants over gRPC: conversion to and from messages only. */
@NullMarked
package dev.tidings.tenants.grpc;

import org.jspecify.annotations.NullMarked;
