/** Runtimes over gRPC: conversion to and from messages only. */
@NullMarked
package dev.tidings.jobs.grpc;

import org.jspecify.annotations.NullMarked;
