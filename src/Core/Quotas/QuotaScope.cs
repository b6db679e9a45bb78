namespace LlmFunctions.Quotas;

/// <summary>Whose calls a limit counts.</summary>
public enum QuotaScope
{
    /// <summary>The app of the gateway key.</summary>
    App,

    /// <summary>The end user of an app: <c>user_id</c>, else <c>user</c>.</summary>
    User,

    /// <summary>The account of the provider that is called.</summary>
    Account,

    /// <summary>The address that the client calls from.</summary>
    Ip,
}
