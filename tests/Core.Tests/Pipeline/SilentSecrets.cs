using LlmFunctions.Secrets;

namespace LlmFunctions.Tests.Pipeline;

/// <summary>Has a key until it is asked to read it anew; then it never answers.</summary>
internal sealed class SilentSecrets : ISecretSource
{
    private readonly TaskCompletionSource<string?> _never = new();
    private readonly TaskCompletionSource _asked = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _isSilent;

    /// <summary>Ends when it is asked for what it does not answer.</summary>
    public Task Asked => _asked.Task;

    public async ValueTask<string?> GetAsync(string name, CancellationToken cancellationToken)
    {
        if (!_isSilent)
        {
            return "key";
        }

        _asked.TrySetResult();
        return await _never.Task.WaitAsync(cancellationToken);
    }

    public void Invalidate(string name) => _isSilent = true;
}
