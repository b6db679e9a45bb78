namespace DevTool;

/// <summary>The command line itself is wrong.</summary>
internal sealed class UsageException(string message, IVerb? verb) : Exception(message)
{
    public IVerb? Verb => verb;
}
