namespace LlmFunctions.Secrets;

/// <summary>Keeps providers' keys that are set while the app runs.</summary>
public interface ISecretStore
{
    /// <summary>Whether a secret of this name is kept here, as far as that can be told without asking anybody.</summary>
    bool Has(string name);

    /// <summary>Keeps a secret. Returns when it is kept.</summary>
    Task SetAsync(string name, string value, CancellationToken cancellationToken);
}
