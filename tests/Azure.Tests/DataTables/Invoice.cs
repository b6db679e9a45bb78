using System.Runtime.Serialization;
using Azure;
using Azure.Data.Tables;

namespace LlmFunctions.AzureServices.Tests.DataTables;

/// <summary>An entity class with every type that can be stored.</summary>
public sealed class Invoice : ITableEntity
{
    public string PartitionKey { get; set; } = "";

    public string RowKey { get; set; } = "";

    public DateTimeOffset? Timestamp { get; set; }

    public ETag ETag { get; set; }

    public string? Text { get; set; }

    public int Count { get; set; }

    public int? MaybeCount { get; set; }

    public long Total { get; set; }

    public long? MaybeTotal { get; set; }

    public double Rate { get; set; }

    public double? MaybeRate { get; set; }

    public bool Paid { get; set; }

    public bool? MaybePaid { get; set; }

    public DateTime Due { get; set; } = new(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    public DateTimeOffset Issued { get; set; } = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public DateTimeOffset? MaybeIssued { get; set; }

    public Guid Reference { get; set; }

    public Guid? MaybeReference { get; set; }

    public byte[]? Raw { get; set; }

    public BinaryData? Scan { get; set; }

    public DayOfWeek Day { get; set; }

    public DayOfWeek? MaybeDay { get; set; }

    [DataMember(Name = "stored_as")]
    public string? Renamed { get; set; }

    [IgnoreDataMember]
    public string? Ignored { get; set; }

    public int Computed => Count * 2;
}
