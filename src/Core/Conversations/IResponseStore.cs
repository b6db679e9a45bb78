namespace LlmFunctions.Conversations;

/// <summary>Where responses are kept.</summary>
public interface IResponseStore
{
    /// <summary>Returns when the response is durable.</summary>
    Task SaveAsync(StoredResponse response, CancellationToken cancellationToken);

    /// <summary>The response, whether or not it has expired; null when the app has none of this id.</summary>
    Task<StoredResponse?> FindAsync(string app, string id, CancellationToken cancellationToken);

    /// <summary>Deletes a response for good; returns whether the app had one of this id.</summary>
    Task<bool> DeleteAsync(string app, string id, CancellationToken cancellationToken);

    /// <summary>Deletes what expired until then; returns how many responses that were.</summary>
    Task<int> PurgeAsync(DateTimeOffset now, CancellationToken cancellationToken);
}
