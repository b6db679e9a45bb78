namespace LlmFunctions.Security;

/// <summary>What a caller may do. What an endpoint needs stands beside its route.</summary>
[Flags]
public enum Rights
{
    /// <summary>Nothing but what every valid key is good for, such as listing models.</summary>
    None = 0,

    /// <summary>Asking for the next message of a conversation, in any dialect.</summary>
    Chat = 1,

    Embeddings = 2,

    /// <summary>Work that outlives its request: batches, and answers that are fetched later.</summary>
    Jobs = 4,

    /// <summary>Reading how providers, accounts, models and routes are configured.</summary>
    ViewProviders = 8,

    /// <summary>Changing it, and fetching and deleting models.</summary>
    EditProviders = 16,

    /// <summary>Reading metrics, usage and cost of all apps.</summary>
    ViewMetrics = 32,

    /// <summary>Gateway keys, apps, limits, the audit log, and whatever else is managed.</summary>
    SystemConfig = 64,

    /// <summary>What an app needs.</summary>
    Calls = Chat | Embeddings | Jobs,

    /// <summary>All of management.</summary>
    Manage = ViewProviders | EditProviders | ViewMetrics | SystemConfig,

    All = Calls | Manage,
}
