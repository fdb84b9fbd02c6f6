package ipc

import (
	"context"
	"fmt"

	"underhood/ipc/internal/segment"
)

// CreateSemaphore makes a semaphore of size permits in shared memory, for processes that
// attach to it ([AttachSemaphore]). It panics if size is less than 1.
func CreateSemaphore(size int) (Semaphore, error) {
	if size < 1 || size > 1<<31-1 {
		panic(fmt.Sprintf("ipc.CreateSemaphore: size %d is not from 1 to 2147483647", size))
	}
	return create(semaphoreSpec, func(memory []byte, at *seat) (Semaphore, error) {
		return openSemaphore(memory, at.member, at, size), nil
	})
}

// AttachSemaphore is the semaphore that another process made. It waits until that is
// ready.
func AttachSemaphore(ctx context.Context, from Source) (Semaphore, error) {
	return attach(ctx, from, semaphoreSpec, func(memory []byte, at *seat) (Semaphore, error) {
		return openSemaphore(memory, at.member, at, 0), nil
	})
}

// CreateLock makes a lock in shared memory, for processes that attach to it
// ([AttachLock]).
func CreateLock() (Lock, error) { return create(lockSpec, anyLock) }

// AttachLock is the lock that another process made. It waits until that is ready.
func AttachLock(ctx context.Context, from Source) (Lock, error) {
	return attach(ctx, from, lockSpec, anyLock)
}

func anyLock(memory []byte, at *seat) (Lock, error) { return openLock(memory, at.member, at), nil }

// CreateEvent makes an event in shared memory, for processes that attach to it
// ([AttachEvent]). It is not set.
func CreateEvent() (Event, error) { return create(eventSpec, anyEvent) }

// AttachEvent is the event that another process made. It waits until that is ready.
func AttachEvent(ctx context.Context, from Source) (Event, error) {
	return attach(ctx, from, eventSpec, anyEvent)
}

func anyEvent(memory []byte, at *seat) (Event, error) { return openEvent(memory, at.member, at), nil }

// CreateCondition makes a condition in shared memory, for processes that attach to it
// ([AttachCondition]).
func CreateCondition() (Condition, error) { return create(conditionSpec, anyCondition) }

// AttachCondition is the condition that another process made. It waits until that is
// ready.
func AttachCondition(ctx context.Context, from Source) (Condition, error) {
	return attach(ctx, from, conditionSpec, anyCondition)
}

func anyCondition(memory []byte, at *seat) (Condition, error) {
	return openCondition(memory, at.member, at), nil
}

// CreateBarrier makes a barrier in shared memory, for processes that attach to it
// ([AttachBarrier]). It panics if parties is less than 1.
func CreateBarrier(parties int) (Barrier, error) {
	if parties < 1 || parties > 1<<31-1 {
		panic(fmt.Sprintf("ipc.CreateBarrier: %d parties is not from 1 to 2147483647", parties))
	}
	return create(barrierSpec, func(memory []byte, at *seat) (Barrier, error) {
		return openBarrier(memory, at.member, at, parties), nil
	})
}

// AttachBarrier is the barrier that another process made. It waits until that is ready.
func AttachBarrier(ctx context.Context, from Source) (Barrier, error) {
	return attach(ctx, from, barrierSpec, func(memory []byte, at *seat) (Barrier, error) {
		return openBarrier(memory, at.member, at, 0), nil
	})
}

var (
	semaphoreSpec = segment.Spec{Kind: kindSemaphore, Size: semaphoreSize}
	lockSpec      = segment.Spec{Kind: kindLock, Size: lockSize}
	eventSpec     = segment.Spec{Kind: kindEvent, Size: eventSize}
	conditionSpec = segment.Spec{Kind: kindCondition, Size: conditionSize}
	barrierSpec   = segment.Spec{Kind: kindBarrier, Size: barrierSize}
)
