"""Headers of the files that other programs write, with what should be made of them."""

FACEBOOK = (
    "id,created_time,ad_id,ad_name,adset_id,adset_name,campaign_id,campaign_name,form_id,form_name,is_organic,platform,"
)
SALESFORCE_LEAD = (
    "Id,IsDeleted,MasterRecordId,LastName,FirstName,Salutation,Name,Title,Company,Street,City,State,PostalCode,"
    "Country,Latitude,Longitude,GeocodeAccuracy,Address,Phone,MobilePhone,Fax,Email,Website,PhotoUrl,Description,"
    "LeadSource,Status,Industry,Rating,AnnualRevenue,NumberOfEmployees,OwnerId,IsConverted,ConvertedDate,"
    "ConvertedAccountId,ConvertedContactId,ConvertedOpportunityId,IsUnreadByOwner,CreatedDate,CreatedById,"
    "LastModifiedDate,LastModifiedById,SystemModstamp,LastActivityDate,LastViewedDate,LastReferencedDate,Jigsaw,"
    "JigsawContactId,CleanStatus,CompanyDunsNumber,DandbCompanyId,EmailBouncedReason,EmailBouncedDate"
)
SALESFORCE_OPPORTUNITY = (
    "Id,IsDeleted,AccountId,IsPrivate,Name,Description,StageName,Amount,Probability,ExpectedRevenue,"
    "TotalOpportunityQuantity,CloseDate,Type,NextStep,LeadSource,IsClosed,IsWon,ForecastCategory,"
    "ForecastCategoryName,CampaignId,HasOpportunityLineItem,Pricebook2Id,OwnerId,CreatedDate,CreatedById,"
    "LastModifiedDate,LastModifiedById,SystemModstamp,LastActivityDate,FiscalQuarter,FiscalYear,Fiscal,"
    "LastViewedDate,LastReferencedDate"
)
ZOHO_DEALS = (
    "Record Id,Deal Owner.id,Deal Owner,Amount,Deal Name,Closing Date,Account Name.id,Account "
    "Name,Stage,Pipeline,Contact Name.id,Contact Name,Lead Source,Reason For Loss,Created By.id,Created By,Modified "
    "By.id,Modified By,Created Time,Modified Time,Last Activity Time,Description,Currency"
)

GOLDEN = [
    (
        FACEBOOK + "full_name,phone_number,email,inbox_url,lead_status",
        "facebook leads",
        (
            "id=id created_time=created_at campaign_name=campaign platform=source full_name=contact "
            "phone_number=phone email=email inbox_url=link lead_status=status"
        ),
    ),
    (
        FACEBOOK
        + "qual_o_tipo_da_sua_empresa?,qual_o_seu_cnpj?,email,full_name,city,state,phone_number,lead_status,CONSULTOR ,"
        "STATUS,OBS,CONVERTEU?,RECEITA",
        "facebook leads",
        (
            "id=id created_time=created_at campaign_name=campaign platform=source email=email full_name=contact "
            "phone_number=phone lead_status=status OBS=comment RECEITA=value"
        ),
    ),
    (
        (
            "Person - Name*,Person - First name,Person - Last name,Person - Phone,Person - Email (Work),Person - "
            "Email (Home),Organization - Name*,Organization - Address,Deal - Title,Deal - Value,Activity - "
            "Subject*,Activity - Due date,Note - Content*"
        ),
        "pipedrive deals",
        (
            "Person - Name=contact Person - First name=first_name Person - Last name=last_name Person - Phone=phone "
            "Person - Email (Work)=email Person - Email (Home)=email Organization - Name=company Deal - "
            "Title=title Deal - Value=value Activity - Subject=next_step Activity - Due date=next_on Note - "
            "Content=comment"
        ),
    ),
    (
        (
            "Deal - Title,Deal - Value,Organization,Contact person,Deal - Owner,Deal - Stage (pipeline),Deal - "
            "Expected close date,Deal - Currency of value,Deal - Label,Deal - Creation date,Deal - Closed on,Deal - "
            "Lost reason,Deal - Lost time,Deal - Probability,Deal - Status,Deal - Won time,Deal - Visible to,Deal - "
            "Pipedrive System ID"
        ),
        "pipedrive deals",
        (
            "Deal - Title=title Deal - Value=value Organization=company Contact person=contact Deal - "
            "Owner=sales_owner Deal - Stage (pipeline)=stage Deal - Expected close date=close_on Deal - Currency of "
            "value=currency Deal - Label=labels Deal - Creation date=created_at Deal - Closed on=closed_at Deal - "
            "Lost reason=lost_reason Deal - Lost time=closed_at Deal - Probability=probability Deal - Status=outcome "
            "Deal - Won time=closed_at "
            "Deal - Pipedrive System ID=id"
        ),
    ),
    (
        (
            "Deal - Territory,Deal - Pipeline,Deal - Stage,Deal - Title,Deal - Next activity date,Deal - "
            "Owner,Deal - Value,Organization - Name,Deal - Organization,Deal - Expected close date,Deal - Contact "
            "person,Deal - Status,Deal - Won time,Deal - Last stage change,Deal - Currency"
        ),
        "pipedrive deals",
        (
            "Deal - Stage=stage Deal - Title=title Deal - Next activity date=next_on Deal - Owner=sales_owner Deal "
            "- Value=value Organization - Name=company Deal - Expected close date=close_on Deal - Contact "
            "person=contact Deal - Status=outcome Deal - Won time=closed_at Deal - Last stage change=entered_at Deal "
            "- Currency=currency"
        ),
    ),
    (
        (
            "Lead - Title*,Lead - Labels,Contact person*,Organization*,Lead - Owner,Lead - Source channel,Lead - "
            "Source channel ID,Lead - Pipedrive System ID"
        ),
        "pipedrive leads",
        (
            "Lead - Title=title Lead - Labels=labels Contact person=contact Organization=company Lead - "
            "Owner=marketing_owner Lead - Source channel=source Lead - Pipedrive System ID=id"
        ),
    ),
    (
        (
            "Record ID,First Name,Last Name,Email,Phone Number,Lead Status,Create Date,Associated "
            "Company,Country/Region,Contact owner"
        ),
        "hubspot contacts",
        (
            "Record ID=id First Name=first_name Last Name=last_name Email=email Phone Number=phone Lead Status=status "
            "Create Date=created_at Associated Company=company Contact owner=marketing_owner"
        ),
    ),
    (
        "Record ID,First Name,Last Name,Email,Phone Number,Job Title,Company Name,Contact owner",
        "hubspot contacts",
        (
            "Record ID=id First Name=first_name Last Name=last_name Email=email Phone Number=phone Company "
            "Name=company Contact owner=marketing_owner"
        ),
    ),
    (
        "Record ID,First Name,Last Name,Email,Phone Number,Lead Status,Create Date,Original Source",
        "hubspot contacts",
        (
            "Record ID=id First Name=first_name Last Name=last_name Email=email Phone Number=phone Lead Status=status "
            "Create Date=created_at Original Source=source"
        ),
    ),
    (
        "Record ID,First Name,Last Name,Email,Phone Number,Lifecycle Stage,Contact owner",
        "hubspot contacts",
        (
            "Record ID=id First Name=first_name Last Name=last_name Email=email Phone Number=phone Lifecycle "
            "Stage=status Contact owner=marketing_owner"
        ),
    ),
    (
        "Record ID,Deal Name,Deal Stage,Amount,Deal owner,Close Date,Create Date,Last Activity Date",
        "hubspot deals",
        (
            "Record ID=id Deal Name=title Deal Stage=stage Amount=value Deal owner=sales_owner Close Date=close_on "
            "Create Date=created_at"
        ),
    ),
    (
        "Record ID,Deal Name,Deal Stage,Amount,Deal owner,Associated Company IDs,Associated Contact IDs,Lead source",
        "hubspot deals",
        (
            "Record ID=id Deal Name=title Deal Stage=stage Amount=value Deal owner=sales_owner Associated Contact "
            "IDs=contact_id Lead source=source"
        ),
    ),
    (
        "Deal Name,Pipeline,Deal Stage,Amount,Close Date,Deal Owner",
        "hubspot deals",
        "Deal Name=title Deal Stage=stage Amount=value Close Date=close_on Deal Owner=sales_owner",
    ),
    (
        "Record ID,Company name,Website URL,Company owner,Create Date",
        "hubspot companies",
        "Record ID=id Company name=company Website URL=link",
    ),
    (
        SALESFORCE_LEAD,
        "salesforce leads",
        (
            "Id=id IsDeleted=is_deleted LastName=last_name FirstName=first_name Name=contact Company=company "
            "Phone=phone MobilePhone=phone Email=email Website=link Description=comment LeadSource=source "
            "Status=status "
            "ConvertedContactId=contact_id ConvertedOpportunityId=deal_id CreatedDate=created_at"
        ),
    ),
    (
        SALESFORCE_OPPORTUNITY,
        "salesforce deals",
        (
            "Id=id IsDeleted=is_deleted Name=title Description=comment StageName=stage Amount=value "
            "Probability=probability CloseDate=close_on NextStep=next_step LeadSource=source "
            "IsClosed=is_closed IsWon=is_won CampaignId=campaign_id CreatedDate=created_at"
        ),
    ),
    (
        SALESFORCE_OPPORTUNITY.upper(),
        "salesforce deals",
        (
            "ID=id ISDELETED=is_deleted NAME=title DESCRIPTION=comment STAGENAME=stage AMOUNT=value "
            "PROBABILITY=probability CLOSEDATE=close_on NEXTSTEP=next_step LEADSOURCE=source "
            "ISCLOSED=is_closed ISWON=is_won CAMPAIGNID=campaign_id CREATEDDATE=created_at"
        ),
    ),
    (
        "Lead Owner,First Name,Last Name,Title,Company / Account,Lead Source,Rating,Street,Email",
        "salesforce leads",
        (
            "Lead Owner=marketing_owner First Name=first_name Last Name=last_name Company / Account=company Lead "
            "Source=source Email=email"
        ),
    ),
    (
        (
            "Salutation,First Name,Last Name,Title,Mailing Street,Mailing City,Mailing State/Province,Mailing "
            "Zip/Postal Code,Mailing Country,Phone,Mobile,Fax,Email,Account Owner,Account Name"
        ),
        "salesforce contacts",
        (
            "First Name=first_name Last Name=last_name Phone=phone Mobile=phone Email=email Account "
            "Owner=marketing_owner Account Name=company"
        ),
    ),
    (
        "Opportunity ID,Opportunity Name,Account Name,Stage,Amount,Close Date,Probability,Owner,Next Step",
        "salesforce deals",
        (
            "Opportunity ID=id Opportunity Name=title Account Name=company Stage=stage Amount=value Close "
            "Date=close_on Probability=probability Owner=sales_owner Next Step=next_step"
        ),
    ),
    (
        ZOHO_DEALS,
        "zoho deals",
        (
            "Record Id=id Deal Owner=sales_owner Amount=value Deal Name=title Closing Date=close_on Account "
            "Name=company Stage=stage Contact Name.id=contact_id Contact Name=contact Lead Source=source Reason For "
            "Loss=lost_reason Created Time=created_at Description=comment Currency=currency"
        ),
    ),
    (
        "Record Id,Deal Owner.id,Deal Owner,Amount,Deal Name,Closing Date,Account Name.id,Account Name,Stage",
        "zoho deals",
        (
            "Record Id=id Deal Owner=sales_owner Amount=value Deal Name=title Closing Date=close_on Account "
            "Name=company Stage=stage"
        ),
    ),
    (
        (
            "Deal Id,Deal Owner.id,Deal Owner,Deal Name,Company Name.id,Company Name,Contact Name.id,Contact "
            "Name,Sub-Pipeline,Amount,Stage,Closing Date,Description,Created By.id,Created By,Modified "
            "By.id,Modified By,Created Time,Modified Time,Last Activity Time,Pipeline.id,Pipeline"
        ),
        "zoho deals",
        (
            "Deal Id=id Deal Owner=sales_owner Deal Name=title Company Name=company Contact Name.id=contact_id "
            "Contact Name=contact Amount=value Stage=stage Closing Date=close_on Description=comment Created "
            "Time=created_at"
        ),
    ),
    (
        (
            "Record Id,Lead Owner.id,Lead Owner,Salutation,First Name,Last Name,Title,Company,Lead "
            "Source,Industry,Annual Revenue,Phone,Mobile,Fax,Email,Secondary Email,Skype ID,Website,Lead "
            "Status,Rating,No. of Employees,Email Opt Out,Created By,Modified By"
        ),
        "zoho leads",
        (
            "Record Id=id Lead Owner=marketing_owner First Name=first_name Last Name=last_name Company=company "
            "Lead Source=source Phone=phone Mobile=phone Email=email Secondary Email=email Website=link Lead "
            "Status=status"
        ),
    ),
    (
        (
            "LEADID,Last Name,Company,Lead Owner,Email,Mobile,Website,Industry,Lead Source,Lead Status,Created "
            "Time,CONVERTED,month_Created Time1"
        ),
        "zoho leads",
        (
            "LEADID=id Last Name=last_name Company=company Lead Owner=marketing_owner Email=email Mobile=phone "
            "Website=link Lead Source=source Lead Status=status Created Time=created_at"
        ),
    ),
    (
        (
            "Potential Name,Potential Owner,Created Time,Closing Date,Amount,Expected Revenue,Stage,Forecast "
            "Type,Type,Lead Source,Probability,Age in Days,Age Tier,Amount Tier,LEADID,Tasks Involved,Events "
            "Involved,Calls Involved,Activities Involved,Campaign Id"
        ),
        "zoho deals",
        (
            "Potential Name=title Potential Owner=sales_owner Created Time=created_at Closing Date=close_on "
            "Amount=value Stage=stage Lead Source=source Probability=probability LEADID=lead_id Campaign "
            "Id=campaign_id"
        ),
    ),
    (
        (
            "CAMPAIGNID,Campaign Name,Type,Status,Created Time,Modified Time,Start Date,End Date,Expected "
            "Revenue,Budgeted Cost,Actual Cost"
        ),
        "zoho campaigns",
        "CAMPAIGNID=campaign_id Campaign Name=campaign",
    ),
    (
        (
            "Start Date (in UTC),Account Name,Campaign Group Name,Campaign Name,Campaign ID,Currency,Total "
            "Spent,Impressions,Clicks,Leads"
        ),
        "linkedin campaigns",
        "Campaign Name=campaign Campaign ID=campaign_id",
    ),
    (
        "First Name,Last Name,URL,Email Address,Company,Position,Connected On",
        "linkedin contacts",
        (
            "First Name=first_name Last Name=last_name URL=link Email Address=email Company=company Connected "
            "On=created_at"
        ),
    ),
    (
        (
            "first_name,last_name,email,mobile_no,organization,website,territory,industry,no_of_employees,job_title,"
            "source,status,lead_owner"
        ),
        "frappe leads",
        (
            "first_name=first_name last_name=last_name email=email mobile_no=phone organization=company "
            "website=link source=source status=status lead_owner=marketing_owner"
        ),
    ),
    (
        "Name,Account Name,Status,Source,Opportunity Amount,Email,Phone,Assigned User,Created At",
        "espocrm leads",
        (
            "Name=contact Account Name=company Status=status Source=source Opportunity Amount=value Email=email "
            "Phone=phone Assigned User=marketing_owner Created At=created_at"
        ),
    ),
    (
        (
            "lead_id,name,company,job_title,email,phone,country,source,medium,campaign,stage,value,currency,score,"
            "marketing_owner,sales_owner,created_at,stage_since,last_touch_at,due_at,marketing_comments,"
            "sales_comments,comments"
        ),
        "file plain",
        (
            "lead_id=id name=contact company=company email=email phone=phone source=source campaign=campaign "
            "stage=stage value=value currency=currency marketing_owner=marketing_owner sales_owner=sales_owner "
            "created_at=created_at stage_since=entered_at due_at=next_on comments=comment"
        ),
    ),
    (
        "title,company,contact,email,phone,value,stage,source,campaign,owner,label",
        "file plain",
        (
            "title=title company=company contact=contact email=email phone=phone value=value stage=stage "
            "source=source campaign=campaign owner=owner label=labels"
        ),
    ),
    ("Name,Title,Company,E-Mail", "file plain", "Name=contact Company=company E-Mail=email"),
    ("Contact,Name,Amount", "file plain", "Contact=contact Name=title Amount=value"),
    ("Company,Status,Betrag", "file plain", "Company=company Status=stage Betrag=value"),
]
"""A header, whose file it is and of what, and its columns that are known, each with what it is taken for."""
