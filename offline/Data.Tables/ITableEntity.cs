namespace Azure.Data.Tables;

/// <summary>The properties that every row of a table has.</summary>
public interface ITableEntity
{
    /// <summary>Partition of the row; the first half of its key.</summary>
    string PartitionKey { get; set; }

    /// <summary>Name of the row in its partition; the second half of its key.</summary>
    string RowKey { get; set; }

    /// <summary>When the service last wrote the row. Set by the service, ignored on writes.</summary>
    DateTimeOffset? Timestamp { get; set; }

    /// <summary>Version of the row for conditional writes. Set by the service, ignored on writes.</summary>
    ETag ETag { get; set; }
}
