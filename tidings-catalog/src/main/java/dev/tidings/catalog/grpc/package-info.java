/** The catalogue over gRPC: conversion to and from messages only. */
@NullMarked
package dev.tidings.catalog.grpc;

import org.jspecify.annotations.NullMarked;
