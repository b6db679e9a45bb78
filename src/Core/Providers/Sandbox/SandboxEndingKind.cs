namespace LlmFunctions.Providers.Sandbox;

/// <summary>The ways in which an answer that began well can go wrong.</summary>
internal enum SandboxEndingKind
{
    /// <summary>The connection breaks.</summary>
    Cut,

    /// <summary>Nothing more comes until the caller gives up.</summary>
    Stall,

    /// <summary>Something comes that is not JSON.</summary>
    Malformed,

    /// <summary>An error comes in place of the rest.</summary>
    Error,
}
