namespace LlmFunctions.ModelManagement;

/// <summary>Keeps what is known of required models: the instance that fetches them is not the one that is asked for it.</summary>
public interface IRequiredModelStore
{
    /// <summary>Adds or replaces what is known of one model.</summary>
    Task SaveAsync(RequiredModel model, CancellationToken cancellationToken);

    Task<IReadOnlyList<RequiredModel>> ListAsync(string provider, CancellationToken cancellationToken);
}
