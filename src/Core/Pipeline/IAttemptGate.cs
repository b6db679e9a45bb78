using LlmFunctions.Resilience;

namespace LlmFunctions.Pipeline;

/// <summary>Lets only so many attempts at a time through to each account.</summary>
public interface IAttemptGate
{
    /// <summary>Waits for a place; it is given back by disposing of it.</summary>
    ValueTask<IDisposable> EnterAsync(AttemptTarget target, CancellationToken cancellationToken);
}
