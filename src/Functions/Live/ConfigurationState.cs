using LlmFunctions.Errors;

namespace LlmFunctions.Functions.Live;

/// <summary>
/// Whether calls may be served by a configuration. Until an instance has read what is stored it knows the settings alone, and none of the limits, guardrails
/// and lists of models that were set since.
/// </summary>
/// <param name="mustBeRead">Whether it may serve only when what is stored was read.</param>
public sealed class ConfigurationState(bool mustBeRead)
{
    private volatile bool _isRead;

    /// <summary>Whether what is stored was read, even if only to find that there is nothing.</summary>
    public bool IsRead => _isRead;

    public bool MayServe => _isRead || !mustBeRead;

    /// <exception cref="GatewayException">No call may be served.</exception>
    public void Require()
    {
        if (!MayServe)
        {
            throw new GatewayException(ErrorKind.StorageUnavailable, "The configuration could not be read yet, and without it limits would not hold. Try again.");
        }
    }

    internal void MarkRead() => _isRead = true;
}
